"""Fine-tunes a BERT encoder with a new head in PyTorch, as a script with Transformers does.

Batches are padded to their longest text. Prints the tweets trained on in a second, the loss, and the
scores of the unseen texts where some are given.
"""

import argparse
import json
import os
import pathlib
import time

import numpy as np
import torch
from sklearn.metrics import f1_score
from transformers import AutoModelForSequenceClassification, get_linear_schedule_with_warmup

import tool


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--encoder", required=True)
    parser.add_argument("--examples", type=pathlib.Path, required=True,
                        help='JSON: {"ids": [[...], ...], "labels": [...]}')
    parser.add_argument("--unseen", type=pathlib.Path, help="the same")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=5e-5)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int, help="stop after so many")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--precision", choices=["float32", "bfloat16"], default="float32",
                        help="bfloat16: by autocast")
    options = parser.parse_args()
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    torch.manual_seed(options.seed)

    examples = json.loads(options.examples.read_text())
    generator = np.random.default_rng(options.seed)
    order = generator.permutation(len(examples["ids"]))
    an_epoch = -(-len(order) // options.batch)
    steps = options.steps or options.epochs * an_epoch
    model = AutoModelForSequenceClassification.from_pretrained(
        options.encoder, num_labels=max(examples["labels"]) + 1
    )
    model.train()
    decayed = [p for n, p in model.named_parameters() if p.dim() > 1]
    others = [p for n, p in model.named_parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}],
        lr=options.rate,
    )
    schedule = get_linear_schedule_with_warmup(optimizer, steps // 10, steps)

    losses, seen = [], 0
    begin = None
    for step in range(steps):
        if step == 2:  # The first steps make room and are not timed.
            begin, seen = time.perf_counter(), 0
        if step > 0 and step % an_epoch == 0:
            order = generator.permutation(order)
        chosen = order[step % an_epoch * options.batch:][:options.batch]
        ids, mask = pad([examples["ids"][i] for i in chosen])
        labels = torch.tensor([examples["labels"][i] for i in chosen])
        with torch.autocast("cpu", torch.bfloat16, enabled=options.precision == "bfloat16"):
            output = model(input_ids=ids, attention_mask=mask, labels=labels)
        output.loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(output.loss.item())
        seen += len(chosen)
    rate = seen / (time.perf_counter() - begin)
    fields = {}
    if options.unseen:
        fields = evaluate(model.eval(), json.loads(options.unseen.read_text()))
    tool.print_results(tweets_per_second=rate, loss=float(np.mean(losses[-50:])), **fields)


def evaluate(model, examples):
    order = sorted(range(len(examples["ids"])), key=lambda i: len(examples["ids"][i]))
    predicted = np.zeros(len(order), np.int64)
    with torch.inference_mode():
        for start in range(0, len(order), 64):
            chosen = order[start:start + 64]
            ids, mask = pad([examples["ids"][i] for i in chosen])
            predicted[chosen] = model(input_ids=ids, attention_mask=mask).logits.argmax(1).numpy()
    truth = np.array(examples["labels"])
    average = "binary" if truth.max() == 1 else "macro"
    return {
        "accuracy": float((predicted == truth).mean()),
        "f1": float(f1_score(truth, predicted, average=average)),
    }


def pad(lists):
    width = max(map(len, lists))
    ids = torch.zeros((len(lists), width), dtype=torch.long)
    mask = torch.zeros((len(lists), width), dtype=torch.long)
    for row, values in enumerate(lists):
        ids[row, :len(values)] = torch.tensor(values)
        mask[row, :len(values)] = 1
    return ids, mask


if __name__ == "__main__":
    main()
