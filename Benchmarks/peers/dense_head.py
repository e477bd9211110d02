"""PyTorch's dense network on sentence embeddings: dropout, a layer with ReLU, dropout, one logit, or
one a class where there are more than two.

Of the tweets to train on 80 % train and 10 % say which epoch is best, as the example does it.
"""

import argparse
import copy

import torch
from safetensors.torch import load_file
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from torch import nn

import tool

UNITS, DROPOUT = 128, 0.3
EPOCHS, PATIENCE, BATCH, RATE = 50, 5, 64, 1e-3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--training", required=True, help="embeddings and labels, as safetensors")
    parser.add_argument("--unseen", required=True, help="the same")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tool.limit_threads()
    torch.manual_seed(options.seed)
    everything, unseen = load_file(options.training), load_file(options.unseen)
    training, others = split(everything, options.seed, 0.2)
    validation, _ = split(others, options.seed, 0.5)
    classes = int(everything["labels"].max()) + 1
    network = nn.Sequential(
        nn.Dropout(DROPOUT), nn.Linear(everything["embeddings"].shape[1], UNITS), nn.ReLU(),
        nn.Dropout(DROPOUT), nn.Linear(UNITS, 1 if classes == 2 else classes),
    )
    epochs = train(network, training, validation)
    tool.print_results(f1=f1(network, unseen), epochs=epochs)


def split(examples, seed, share):
    """Two stratified parts, the second of a given share."""
    positions = train_test_split(
        torch.arange(len(examples["labels"])), test_size=share, random_state=seed,
        stratify=examples["labels"],
    )
    return ({name: tensor[part] for name, tensor in examples.items()} for part in positions)


def train(network, training, validation):
    """Trains until the validation's F1 is no longer better, and keeps the best weights."""
    optimizer = torch.optim.Adam(network.parameters(), lr=RATE)
    best, best_epoch, weights = -1.0, 0, None
    for epoch in range(EPOCHS):
        network.train()
        for batch in torch.randperm(len(training["labels"])).split(BATCH):
            optimizer.zero_grad()
            logits = network(training["embeddings"][batch])
            loss(logits, training["labels"][batch]).backward()
            optimizer.step()
        score = f1(network, validation)
        if score > best:
            best, best_epoch, weights = score, epoch, copy.deepcopy(network.state_dict())
        elif epoch - best_epoch >= PATIENCE:
            break
    network.load_state_dict(weights)
    return epoch + 1


def loss(logits, labels):
    if logits.shape[1] == 1:
        return nn.functional.binary_cross_entropy_with_logits(logits[:, 0], labels.float())
    return nn.functional.cross_entropy(logits, labels)


def f1(network, examples):
    network.eval()
    with torch.inference_mode():
        logits = network(examples["embeddings"])
    if logits.shape[1] == 1:
        return float(f1_score(examples["labels"], logits[:, 0] > 0))
    return float(f1_score(examples["labels"], logits.argmax(1), average="macro"))


if __name__ == "__main__":
    main()
