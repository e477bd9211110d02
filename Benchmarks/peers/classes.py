"""scikit-learn's linear model and PyTorch's BiLSTM, trained on texts of three or more classes."""

import argparse
import copy
import os
import re
import time

import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from torch import nn
from torch.nn.utils.rnn import pad_sequence

import bilstm
import bilstm_inputs
import texts
import tool

EPOCHS, PATIENCE, BATCH, RATE = 20, 3, 64, 1e-3


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model", choices=["linear", "bilstm"])
    parser.add_argument("--training", required=True)
    parser.add_argument("--unseen", required=True)
    parser.add_argument("--vectors", help="GloVe's, for the BiLSTM")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tool.limit_threads()
    torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
    training, unseen = texts.read(options.training), texts.read(options.unseen)
    begin = time.perf_counter()
    predict = {"linear": linear, "bilstm": train_bilstm}[options.model](options, *training)
    seconds = time.perf_counter() - begin
    tool.print_results(f1=f1_score(unseen[1], predict(unseen[0]), average="macro"), seconds=seconds)


def linear(options, tweets, labels):
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
        LogisticRegression(C=5, class_weight="balanced", max_iter=1_000),
    )
    return model.fit(tweets, labels).predict


def train_bilstm(options, tweets, labels):
    """Trains on 80 % and keeps the epoch with the best macro F1 on 10 %, as the example does."""
    torch.manual_seed(options.seed)
    parts = [words(tweet) for tweet in tweets]
    rows = {word: row for row, word in enumerate(sorted({w for part in parts for w in part}), 1)}
    embedding, _ = bilstm_inputs.look_up(options.vectors, rows, len(rows) + 1)
    network = bilstm.Network(torch.from_numpy(embedding), 128, classes=max(labels) + 1)

    def sequence(part):
        return torch.tensor([rows.get(word, 0) for word in part] or [0])

    def logits(sequences):
        lengths = torch.tensor([len(part) for part in sequences])
        return network(pad_sequence(sequences, batch_first=True), lengths)

    def predict(sequences):
        network.eval()
        with torch.inference_mode():
            return torch.cat([
                logits(sequences[start:start + 256]).argmax(1) for start in range(0, len(sequences), 256)
            ])

    sequences = [sequence(part) for part in parts]
    truth = torch.tensor(labels)
    fit, rest = train_test_split(
        range(len(labels)), test_size=0.2, random_state=options.seed, stratify=labels
    )
    check, _ = train_test_split(
        rest, test_size=0.5, random_state=options.seed, stratify=truth[rest]
    )
    optimizer = torch.optim.Adam([p for p in network.parameters() if p.requires_grad], lr=RATE)
    criterion = nn.CrossEntropyLoss()
    best, best_epoch, weights = -1.0, 0, None
    for epoch in range(EPOCHS):
        network.train()
        for batch in torch.randperm(len(fit)).split(BATCH):
            chosen = [fit[index] for index in batch]
            optimizer.zero_grad()
            criterion(logits([sequences[i] for i in chosen]), truth[chosen]).backward()
            optimizer.step()
        score = f1_score(truth[check], predict([sequences[i] for i in check]), average="macro")
        if score > best:
            best, best_epoch, weights = score, epoch, copy.deepcopy(network.state_dict())
        elif epoch - best_epoch >= PATIENCE:
            break
    network.load_state_dict(weights)
    return lambda tweets: predict([sequence(words(tweet)) for tweet in tweets])


def words(tweet):
    return re.findall(r"\w+|[^\w\s]", tweet.lower())[: bilstm_inputs.LENGTH]


if __name__ == "__main__":
    main()
