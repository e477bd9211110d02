// The Swift code of the README and of the documentation's articles is compiled in this module:
// snippets.sh puts a file for each document into the folder Generated.
