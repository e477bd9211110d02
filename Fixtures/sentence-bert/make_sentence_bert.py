"""Writes a tiny BERT with random weights as a sentence-transformers model, and its embeddings.

    pip install sentence-transformers==6.2.0 torch==2.13.0 transformers==5.23.0
    python Fixtures/sentence-bert/make_sentence_bert.py

- tiny/: the model, of at most 12 tokens a text, with the tokenizer of ../wordpiece/uncased.
- expected.json: texts and what `SentenceTransformer.encode` makes of each by itself.
- neighbours.safetensors: random vectors and queries, the cosines of `util.cos_sim`, and the rows
  nearest to each query that `util.semantic_search` finds.
"""

import json
import pathlib
import shutil
import tempfile

import torch
from safetensors.torch import save_file
from sentence_transformers import SentenceTransformer, util
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
from transformers import AutoTokenizer, BertConfig, BertModel

here = pathlib.Path(__file__).parent
torch.manual_seed(2)
tokenizer = AutoTokenizer.from_pretrained(here.parent / "wordpiece" / "uncased")
config = BertConfig(
    vocab_size=len(tokenizer), max_position_embeddings=32, hidden_size=24, num_hidden_layers=3,
    num_attention_heads=4, intermediate_size=40,
)
model = BertModel(config, add_pooling_layer=False)
with torch.no_grad():
    for parameter in model.parameters():
        parameter.add_(torch.randn_like(parameter) * (0.3 if parameter.dim() == 1 else 0.15))

target = here / "tiny"
shutil.rmtree(target, ignore_errors=True)
with tempfile.TemporaryDirectory() as folder:
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    transformer = Transformer(folder, max_seq_length=12)
    encoder = SentenceTransformer(
        modules=[transformer, Pooling(config.hidden_size, "mean"), Normalize()], device="cpu"
    )
    encoder.save(str(target))
for name in ("README.md", "config_sentence_transformers.json", "2_Normalize"):
    path = target / name
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

texts = [
    "",
    "great flight",
    "Great Flight!!!",
    "my bag was lost again and nobody of the crew said a word about it, thanks for nothing",
    "the crew was so kind",
    "2 hours late :(",
    "naïve café 😍",
    "a",
]
embeddings = encoder.encode(texts, batch_size=1)
(here / "expected.json").write_text(
    json.dumps(
        [{"text": t, "embedding": e.tolist()} for t, e in zip(texts, embeddings)],
        ensure_ascii=False, indent=1,
    ),
    encoding="utf-8",
)

vectors, queries = torch.randn(500, 12) * torch.rand(500, 1) * 9, torch.randn(7, 12)
found = util.semantic_search(queries, vectors, top_k=9)
save_file({
    "vectors": vectors, "queries": queries, "cosines": util.cos_sim(queries, vectors),
    "nearest": torch.tensor([[hit["corpus_id"] for hit in hits] for hits in found]).int(),
}, here / "neighbours.safetensors")
