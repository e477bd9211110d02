import RetrainProgram
import ServeProgram
import TrackProgram

// The three programs in one file, which hold the same code for the most part: that of the image. Which
// of them it is says the name by which it was called.
switch CommandLine.arguments[0].split(separator: "/").last {
case "serve": await ServeCommand.main()
case "track": await TrackCommand.main()
case "retrain": RetrainCommand.main()
default: fatalError("Call the program by a link to it: serve, retrain or track.")
}
