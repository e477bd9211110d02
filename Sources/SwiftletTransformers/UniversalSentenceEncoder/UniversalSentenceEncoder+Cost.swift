extension UniversalSentenceEncoder {
    /// The additions and multiplications of the matrix products that embeddings need.
    ///
    /// - Parameters:
    ///   - texts: How many texts there are.
    ///   - tokens: How many tokens they have together, with those for their ends.
    package func floatingPointOperations(texts: Int, tokens: Int) -> Int {
        let (width, widths) = (configuration.branchWidth, configuration.hiddenWidths)
        let branchesWidth = configuration.branches.count * width
        let orders = configuration.branches.reduce(0) { $0 + $1.order }
        let perToken = configuration.embeddingWidth * branchesWidth + 2 * orders * width * width
        let perText =
            (configuration.featureWidth + widths[0] + 2 * widths[1] + widths[2]) * dimension
            + (widths[0] + widths[2]) * widths[1]
        return 2 * (tokens * perToken + texts * perText)
    }
}
