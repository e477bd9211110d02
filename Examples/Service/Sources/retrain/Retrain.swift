import RetrainProgram

@main
enum Retrain {
    static func main() { RetrainCommand.main() }
}
