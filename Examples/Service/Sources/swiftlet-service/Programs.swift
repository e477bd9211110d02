import RetrainProgram
import ServeProgram
import TrackProgram

/// The three programs in one file, that of the image: they hold the same code for the most part. The
/// name by which it is called says which of them it is.
@main
enum Programs {
    static func main() async {
        switch CommandLine.arguments[0].split(separator: "/").last {
        case "serve": await ServeCommand.main()
        case "retrain": RetrainCommand.main()
        case "track": await TrackCommand.main()
        default: fatalError("Call the program by a link to it: serve, retrain or track.")
        }
    }
}
