import ServeProgram

@main
enum Serve {
    static func main() async { await ServeCommand.main() }
}
