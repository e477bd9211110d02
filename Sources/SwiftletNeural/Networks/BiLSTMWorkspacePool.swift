import Synchronization

/// What predictions of a network need besides its weights, kept for the next one, whoever makes it.
final class BiLSTMWorkspacePool: Sendable {
    private struct State: @unchecked Sendable {
        var weights: LSTMPredictionWeights?
        var free: [BiLSTMPrediction] = []
    }

    private let state = Mutex(State())

    func take(for network: BiLSTMNetwork) -> BiLSTMPrediction {
        nonisolated(unsafe) var prediction: BiLSTMPrediction?
        let weights = state.withLock { state in
            prediction = state.free.popLast()
            let weights =
                state.weights ?? LSTMPredictionWeights(network.shape.lstm, network.weights)
            state.weights = weights
            return weights
        }
        return prediction ?? BiLSTMPrediction(network.shape, weights)
    }

    func giveBack(_ prediction: BiLSTMPrediction) {
        nonisolated(unsafe) let prediction = prediction
        state.withLock { $0.free.append(prediction) }
    }
}
