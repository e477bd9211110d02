"""SentencePiece's tokens of raw tweets, one call a tweet."""

import sentencepiece

import texts
import tool


def main():
    options = tool.options("data", "model", optional=["export"])
    tweets, _ = texts.read(options.data)
    processor = sentencepiece.SentencePieceProcessor(model_file=options.model)

    def encode():
        return [processor.EncodeAsIds(tweet) for tweet in tweets]

    if options.export:
        with open(options.export, "w", encoding="ascii") as file:
            file.writelines(" ".join(map(str, row)) + "\n" for row in encode())
    tool.print_results(seconds={"encode": tool.measure(options.repetitions, encode)})


if __name__ == "__main__":
    main()
