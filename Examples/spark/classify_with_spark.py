"""Classifies the lines of a file with Apache Spark: each partition goes through a `classify` process.

    spark-submit classify_with_spark.py --program PATH --model DIR TEXTS OUTPUT
    python classify_with_spark.py --master "local[2]" --program PATH --model DIR TEXTS OUTPUT

TEXTS is whatever Spark reads as text: a file, a folder, a pattern, `hdfs:` or `s3a:` addresses. OUTPUT
gets a folder of part files that, in the order of their names, have one JSON object for each line of
TEXTS, in order. `PATH` is the program `classify` and `DIR` a saved classifier; both must be there on
every machine, for instance on a shared disk, in the image of the executors, or sent along with
`--archives`.

Each partition starts a process that loads the classifier once and answers as texts come, so a partition
of whatever size needs the same memory. Give a partition at least some seconds of work, since a process
costs its start. A damaged line does not end the job: bytes that are not UTF-8 come from Spark as U+FFFD,
and `classify --repair` reads a NUL byte as a space. Give each process as many threads as Spark gives the
task cores (`--threads`, with `spark.task.cpus`). One process of one thread for each core does the most
(see the figures in the article "Classifying at scale" of the library's documentation).
"""

import argparse
import shlex

from pyspark.sql import SparkSession


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", help="one text a line, UTF-8")
    parser.add_argument("output", help="a folder that does not exist yet")
    parser.add_argument("--program", required=True, help="the program classify")
    parser.add_argument("--model", required=True, help="the directory of a saved classifier")
    parser.add_argument("--threads", type=int, default=1, help="threads of each process (1)")
    parser.add_argument("--partitions", type=int, help="at least so many (Spark's choice)")
    parser.add_argument("--master", help='such as "local[2]" (that of spark-submit)')
    options = parser.parse_args()

    # As for classify, only a line feed ends a line; Spark's own choice is a carriage return, too.
    builder = SparkSession.builder.appName("classify").config(
        "spark.hadoop.textinputformat.record.delimiter", "\n"
    )
    if options.master:
        builder = builder.master(options.master)
    spark = builder.getOrCreate()
    command = shlex.join(
        [options.program, "--model", options.model, "--threads", str(options.threads), "--repair"]
    )
    # A split of a text file is a partition, in the order of the file. `pipe` runs the command once for
    # each and keeps the order; with checkCode a process that fails makes the job fail.
    texts = spark.sparkContext.textFile(options.texts, minPartitions=options.partitions)
    answers = texts.pipe(command, checkCode=True)
    answers.saveAsTextFile(options.output)
    spark.stop()


if __name__ == "__main__":
    main()
