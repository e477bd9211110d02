"""scikit-learn's TF-IDF of raw tweets: 1-2-grams in two tweets or more, the 20,000 most frequent."""

from sklearn.feature_extraction.text import TfidfVectorizer

import texts
import tool


def vectorizer():
    return TfidfVectorizer(ngram_range=(1, 2), min_df=2, max_features=20_000)


def main():
    options = tool.options("data")
    tool.limit_threads()
    tweets, _ = texts.read(options.data)
    fitted = vectorizer().fit(tweets)
    tool.print_results(
        seconds={
            "fit_transform": tool.measure(
                options.repetitions, lambda: vectorizer().fit_transform(tweets)
            ),
            "transform": tool.measure(options.repetitions, lambda: fitted.transform(tweets)),
        }
    )


if __name__ == "__main__":
    main()
