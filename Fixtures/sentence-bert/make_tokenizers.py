"""Writes sentence encoders with RoBERTa's, XLM-RoBERTa's and BERT's tokenizers, and what they give.

    pip install sentence-transformers==6.2.0 torch==2.13.0 transformers==5.23.0
    python Fixtures/sentence-bert/make_tokenizers.py

- tokenizers/roberta, tokenizers/xlm-roberta: transformers with drawn weights, without a tokenizer.
- tokenizers/cases.json: for each case the transformer; the files of other fixtures, by the names that
  they have beside it; files in JSON, by path; the options of `encode`; and what `SentenceTransformer`
  makes of each text by itself, with its tokens. A text with more tokens than there are positions, which
  the peer does not cut to these, has null. Versions 5.23.0 and 5.24.0 of transformers give the same.
"""

import json
import pathlib
import shutil
import tempfile

import torch
import transformers
from sentence_transformers import SentenceTransformer

here = pathlib.Path(__file__).parent
fixtures = here.parent
target = here / "tokenizers"
shutil.rmtree(target, ignore_errors=True)
target.mkdir()
sizes = dict(
    hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=24,
    max_position_embeddings=22,
)
torch.manual_seed(3)
for name, kind, size in (("roberta", "Roberta", 644), ("xlm-roberta", "XLMRoberta", 504)):
    configuration = getattr(transformers, kind + "Config")(
        vocab_size=size, pad_token_id=1, bos_token_id=0, eos_token_id=2, type_vocab_size=1, **sizes
    )
    model = getattr(transformers, kind + "Model")(configuration, add_pooling_layer=False)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
    model.save_pretrained(target / name)

texts = [
    "",
    "Great Flight!!!",
    "my bag was lost again and nobody of the crew said a word about it, thanks for nothing",
    " the crew  was so kind\n",
    "naïve CAFÉ 😍 ﬁne <mask> Ⅳ",
    "<User> DER FLUG <user> WAR",
]
pooling = {"1_Pooling/config.json": {"embedding_dimension": 16, "pooling_mode": "mean"}}
modules = [
    {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
    {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
]
normalize = {
    "idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"
}
plain = {"modules.json": modules, **pooling}
lower = {"sentence_bert_config.json": {"max_seq_length": 12, "do_lower_case": True}}
roberta = {
    "vocab.json": "bytepair/decoder/vocab.json", "merges.txt": "bytepair/decoder/merges.txt",
    "tokenizer_config.json": "bytepair/decoder/tokenizer_config.json",
}
xlm = {"tokenizer.json": "unigram/tokenizer.json"}
spm = {"sentencepiece.bpe.model": "unigram/rules.model"}
bert = {"vocab.txt": "wordpiece/cased/vocab.txt"}
cases = []


def encode(encoder, text, options):
    """The embedding of a text; None where there are more tokens than positions, and the peer fails."""
    try:
        return [round(float(number), 7) for number in encoder.encode([text], **options)[0]]
    except (RuntimeError, IndexError):
        assert len(encoder.preprocess([text])["input_ids"][0]) > 20
        return None


def add(name, model, copies, files, **options):
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        source = here / model if model == "tiny" else target / model
        for file in ("config.json", "model.safetensors"):
            shutil.copy(source / file, place / file)
        for path, source in copies.items():
            shutil.copy(fixtures / source, place / path)
        for path, value in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(json.dumps(value), encoding="utf-8")
        encoder = SentenceTransformer(str(place), device="cpu")
        embeddings = [encode(encoder, text, options) for text in texts]
        cases.append({
            "name": name, "model": "sentence-bert/" + ("tiny" if model == "tiny" else "tokenizers/" + model),
            "copies": copies, "files": files, "options": options,
            "length": min(encoder.max_seq_length, 20),
            "tokens": [encoder.preprocess([text])["input_ids"][0].tolist() for text in texts],
            "embeddings": embeddings,
        })
        print(name, cases[-1]["tokens"][1], encoder.max_seq_length)


def saved(name, case):
    """Adds the case of what sentence-transformers saves of a case."""
    with tempfile.TemporaryDirectory() as place, tempfile.TemporaryDirectory() as output:
        place, output = pathlib.Path(place), pathlib.Path(output)
        for file in ("config.json", "model.safetensors"):
            shutil.copy(fixtures / case["model"] / file, place / file)
        for path, source in case["copies"].items():
            shutil.copy(fixtures / source, place / path)
        for path, value in case["files"].items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(json.dumps(value), encoding="utf-8")
        SentenceTransformer(str(place), device="cpu").save(output, create_model_card=False)
        files = {
            str(path.relative_to(output)): json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(output.rglob("*.json")) if path.name != "config.json" or path.parent != output
        }
        add(name, case["model"].split("/")[-1], {}, files)



length = {"sentence_bert_config.json": {"max_seq_length": 12, "do_lower_case": False}}
add("roberta", "roberta", roberta, {"modules.json": modules + [normalize], **pooling, **length})
saved("roberta as version 6 saves it", cases[-1])
add("roberta, no length", "roberta", roberta, plain)
add("roberta, lower case", "roberta", roberta, {**plain, **lower})
add("roberta, as many tokens as rows", "roberta", roberta,
    {**plain, "sentence_bert_config.json": {"max_seq_length": 22}})
prompts = {"prompts": {"query": "query: ", "none": ""}, "default_prompt_name": "query"}
unpooled = {"1_Pooling/config.json": {
    "embedding_dimension": 16, "pooling_mode": ["mean", "cls", "lasttoken"], "include_prompt": False,
}}
add("roberta, a prompt that is not pooled", "roberta", roberta,
    {**plain, **length, **unpooled, "config_sentence_transformers.json": prompts})
add("xlm-roberta", "xlm-roberta", xlm, {**plain, **length})
saved("xlm-roberta as version 6 saves it", cases[-1])
add("xlm-roberta, lower case", "xlm-roberta", xlm, {**plain, **lower})
add("xlm-roberta, sentencepiece", "xlm-roberta", spm, {"modules.json": modules + [normalize], **pooling, **length})
add("xlm-roberta, a prompt", "xlm-roberta", xlm,
    {**plain, **length, **unpooled, "config_sentence_transformers.json": prompts})

# A tokenizer.json whose parts all count, as its class is none that builds its own.
whole = json.loads((fixtures / "unigram/tokenizer.json").read_text(encoding="utf-8"))
fast = {"tokenizer_config.json": {
    "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 14, "bos_token": "<s>", "eos_token": "</s>",
    "unk_token": "<unk>", "pad_token": "<pad>", "cls_token": "<s>", "sep_token": "</s>", "mask_token": "<mask>",
}}
forms = {**whole, "normalizer": {"type": "Sequence", "normalizers": [
    {"type": "NFKC"}, {"type": "Lowercase"},
]}}
forms["added_tokens"] = whole["added_tokens"] + [{
    "id": 502, "content": "<User>", "single_word": False, "lstrip": False, "rstrip": False, "normalized": True,
    "special": False,
}]
add("xlm-roberta, own normalizer", "xlm-roberta", {}, {**plain, "tokenizer.json": forms, **fast})
kept = {**forms, "normalizer": {"type": "NFC"}}
add("xlm-roberta, own normalizer, lower case", "xlm-roberta", {}, {
    **plain, "tokenizer.json": kept, **fast, **lower,
})
# The same file where the class builds its own.
dropped = {"tokenizer_config.json": {**fast["tokenizer_config.json"], "tokenizer_class": "XLMRobertaTokenizer"}}
add("xlm-roberta, a class that drops the normalizer", "xlm-roberta", {}, {
    **plain, "tokenizer.json": forms, **dropped,
})

(target / "cases.json").write_text(
    json.dumps({"texts": texts, "cases": cases}, ensure_ascii=False, separators=(",", ":")) + "\n",
    encoding="utf-8",
)
