import TrackProgram

@main
enum Track {
    static func main() async { await TrackCommand.main() }
}
