import ArgumentParser
import ExampleSupport
import Swiftlet

/// Which encoder to use: one that `fetch-models.sh` fetches, or that of a directory.
enum EncoderChoice: ExpressibleByArgument, CustomStringConvertible {
    /// The Universal Sentence Encoder multilingual v3.
    case use
    /// all-MiniLM-L6-v2.
    case miniLM
    case directory(String)

    /// The exit status where an encoder was not fetched: EX_UNAVAILABLE of `sysexits.h`.
    static let notFetchedStatus: Int32 = 69

    init(argument: String) {
        self =
            switch argument {
            case "use": .use
            case "minilm": .miniLM
            default: .directory(argument)
            }
    }

    var description: String {
        switch self {
        case .use: "use"
        case .miniLM: "minilm"
        case .directory(let path): path
        }
    }

    /// Where the encoder lies. Where it was not fetched, says how to do that and ends with a status of
    /// its own.
    func path(_ common: CommonOptions) throws -> String {
        let folder: String
        switch self {
        case .use: folder = "use-multilingual-v3"
        case .miniLM: folder = "all-MiniLM-L6-v2"
        case .directory(let path): return path
        }
        let path = common.modelsDirectory + "/" + folder
        if fileExists(path + "/config.json") { return path }
        writeToStandardError(
            "No encoder in \(path); fetch it with: bash Examples/fetch-models.sh \(self)\n"
        )
        throw ExitCode(Self.notFetchedStatus)
    }
}
