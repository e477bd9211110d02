"""PyTorch's BiLSTM, with packed sequences: one epoch of training, or the logits of tweets that are
given together."""

import argparse

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence

import tool


class Network(nn.Module):
    """Embedding, spatial dropout, bidirectional LSTM, dropout, dense layer with ReLU, dropout, and
    one logit, or one a class where there are more than two."""

    def __init__(self, embedding, units, trains_embedding=False, classes=2):
        super().__init__()
        self.embedding = nn.Embedding.from_pretrained(embedding.clone(), freeze=not trains_embedding)
        self.spatial_dropout = nn.Dropout1d(0.2)
        self.lstm = nn.LSTM(embedding.shape[1], units, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(0.3)
        self.dense = nn.Linear(2 * units, 128)
        self.dense_dropout = nn.Dropout(0.3)
        self.output = nn.Linear(128, 1 if classes == 2 else classes)

    def forward(self, tokens, lengths):
        vectors = self.spatial_dropout(self.embedding(tokens).transpose(1, 2)).transpose(1, 2)
        packed = pack_padded_sequence(vectors, lengths, batch_first=True, enforce_sorted=False)
        _, (states, _) = self.lstm(packed)
        states = self.dropout(torch.cat([states[0], states[1]], dim=1))
        logits = self.output(self.dense_dropout(torch.relu(self.dense(states))))
        return logits.squeeze(1)


class Inputs:
    def __init__(self, options):
        arrays = load_file(options.inputs)
        tokens = torch.from_numpy(arrays["tokens"])
        offsets = arrays["offsets"]
        self.labels = torch.from_numpy(arrays["labels"][: options.count].astype(np.float32))
        self.sequences = [
            tokens[offsets[index] : min(offsets[index + 1], offsets[index] + options.length)]
            for index in range(len(self.labels))
        ]
        self.embedding = torch.from_numpy(arrays["embedding"])

    def batch(self, examples):
        """Padded tokens, lengths and labels."""
        sequences = [self.sequences[index] for index in examples]
        lengths = torch.tensor([len(part) for part in sequences])
        return pad_sequence(sequences, batch_first=True), lengths, self.labels[examples]


def main():
    options = parse()
    tool.limit_threads()
    torch.manual_seed(1)
    inputs = Inputs(options)
    {"epoch": epoch, "logits": logits, "check": check}[options.work](options, inputs)


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("work", choices=["epoch", "logits", "check"])
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--inputs", required=True)
    parser.add_argument("--units", type=int, default=64)
    parser.add_argument("--length", type=int, default=50)
    parser.add_argument("--count", type=int, default=12_800)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--trained-embedding", action="store_true")
    parser.add_argument("--export", help="what bilstm-inference exported, to check")
    return parser.parse_args()


def epoch(options, inputs):
    """Only the steps are timed: the batches lie ready, padded, before the clock starts."""
    order = torch.randperm(len(inputs.labels))
    batches = [inputs.batch(examples) for examples in order.split(options.batch)]
    losses = []

    def train():
        network = Network(inputs.embedding, options.units, options.trained_embedding)
        parameters = [weights for weights in network.parameters() if weights.requires_grad]
        optimizer = torch.optim.Adam(parameters, lr=1e-3)
        criterion = nn.BCEWithLogitsLoss()
        total = 0.0
        for tokens, lengths, labels in batches:
            optimizer.zero_grad()
            loss = criterion(network(tokens, lengths), labels)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(labels)
        losses.append(total / len(inputs.labels))

    times = tool.measure(options.repetitions, train)
    tool.print_results(seconds={"epoch": times}, loss=losses[-1])


def logits(options, inputs):
    """Only the network is timed: the batch lies ready, padded, before the clock starts."""
    network = Network(inputs.embedding, options.units).eval()
    tokens, lengths, _ = inputs.batch(torch.arange(options.count))
    with torch.inference_mode():
        times = tool.measure(options.repetitions, lambda: network(tokens, lengths))
    tool.print_results(seconds={"logits": times})


def check(options, inputs):
    """The largest difference between our logits and PyTorch's on the same weights."""
    exported = load_file(options.export)
    ours = torch.from_numpy(exported.pop("logits"))
    state = {name: torch.from_numpy(array) for name, array in exported.items()}
    # Ours are the sums of PyTorch's two biases.
    for end in ("", "_reverse"):
        bias = state.pop(f"lstm.bias_l0{end}")
        state[f"lstm.bias_ih_l0{end}"] = bias
        state[f"lstm.bias_hh_l0{end}"] = torch.zeros_like(bias)
    state["embedding.weight"] = inputs.embedding
    network = Network(inputs.embedding, options.units).eval()
    network.load_state_dict(state)
    tokens, lengths, _ = inputs.batch(torch.arange(options.count))
    with torch.inference_mode():
        theirs = network(tokens, lengths)
    tool.print_results(largest_difference=(ours - theirs).abs().max().item(), count=len(ours))


if __name__ == "__main__":
    main()
