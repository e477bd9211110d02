/// The options of the command line, which override those of the journal.
public struct RunWishes: Sendable {
    public var experiment: String?
    /// The experiment where neither names one.
    public var usualExperiment: String
    public var register: String?
    public var alias: String?

    public init(
        experiment: String? = nil,
        usualExperiment: String? = nil,
        register: String? = nil,
        alias: String? = nil
    ) {
        self.experiment = experiment
        self.usualExperiment = usualExperiment ?? "swiftlet"
        self.register = register
        self.alias = alias
    }
}
