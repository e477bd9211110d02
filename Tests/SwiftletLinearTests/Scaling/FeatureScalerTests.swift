import SwiftletBase
import SwiftletLinear
import SwiftletTensor
import TestSupport
import Testing

/// What scikit-learn 1.9 made of the same numbers: Fixtures/scalers/make_scalers.py.
struct ScalerFixture: Decodable {
    struct Case: Decodable {
        let method: FeatureScaler.Method
        let scaled: [[Float]]
        let sparseScaled: [[Float]]?
    }
    let training: [[Float]]
    let unseen: [[Float]]
    let sparseTraining: [[Float]]
    let sparseUnseen: [[Float]]
    let cases: [Case]
}

@Suite struct FeatureScalerTests {
    let fixture: ScalerFixture
    init() throws { fixture = try Fixtures.json("scalers/cases.json") }

    private func sparse(_ rows: [[Float]]) -> SparseMatrix {
        let stored = rows.map { row in row.indices.filter { row[$0] != 0 } }
        return SparseMatrix(
            rows: rows.count,
            columns: rows[0].count,
            rowOffsets: stored.reduce(into: [0]) { $0.append($0.last! + $1.count) },
            columnIndices: stored.joined().map { Int32($0) },
            values: zip(rows, stored).flatMap { row, columns in columns.map { row[$0] } }
        )
    }

    private func expectEqual(_ found: Float, _ wanted: Float, _ place: String) {
        #expect(abs(found - wanted) <= 2e-6 * max(1, abs(wanted)), "\(place): \(found), \(wanted)")
    }

    @Test func agreesWithScikitLearn() throws {
        #expect(fixture.cases.count == 8)
        let unseen = Tensor(fixture.unseen)
        for expected in fixture.cases {
            let scaler = try FeatureScaler(expected.method, fittedTo: Tensor(fixture.training))
            let scaled = try scaler.transform(unseen)
            #expect(scaled.shape == unseen.shape)
            for row in 0..<unseen.rows {
                for column in 0..<unseen.columns {
                    expectEqual(
                        scaled[row, column],
                        expected.scaled[row][column],
                        "\(expected.method) [\(row), \(column)]"
                    )
                }
            }
        }
    }

    @Test func agreesWithScikitLearnOnSparse() throws {
        let training = sparse(fixture.sparseTraining)
        let unseen = sparse(fixture.sparseUnseen)
        var compared = 0
        for expected in fixture.cases {
            guard let wanted = expected.sparseScaled else {
                #expect(throws: SettingError.wouldFillZeros(expected.method)) {
                    try FeatureScaler(expected.method, fittedTo: training)
                }
                let dense = try FeatureScaler(expected.method, fittedTo: Tensor(fixture.training))
                #expect(throws: SettingError.wouldFillZeros(expected.method)) {
                    try dense.transform(unseen)
                }
                continue
            }
            let scaler = try FeatureScaler(expected.method, fittedTo: training)
            let scaled = try scaler.transform(unseen)
            #expect(scaled.columnIndices == unseen.columnIndices)
            for row in 0..<scaled.rows {
                for index in scaled.rowOffsets[row]..<scaled.rowOffsets[row + 1] {
                    let column = Int(scaled.columnIndices[index])
                    expectEqual(
                        scaled.values[index],
                        wanted[row][column],
                        "\(expected.method) [\(row), \(column)]"
                    )
                    compared += 1
                }
            }
            // A dense matrix of the same numbers teaches the same.
            let dense = try FeatureScaler(
                expected.method,
                fittedTo: Tensor(fixture.sparseTraining)
            )
            for (one, other) in zip(dense.divisors, scaler.divisors) {
                #expect(abs(one - other) <= 1e-6 * abs(one))
            }
        }
        #expect(compared > 100)
    }

    @Test func inverseComesBack() throws {
        let training = Tensor(fixture.training)
        for expected in fixture.cases {
            let scaler = try FeatureScaler(expected.method, fittedTo: training)
            let back = try scaler.inverse(try scaler.transform(training))
            for row in 0..<training.rows {
                for column in 0..<training.columns {
                    let wanted = training[row, column]
                    let rounding = 1e-5 * scaler.divisors[column] + 2e-7 * abs(wanted)
                    #expect(abs(back[row, column] - wanted) <= rounding)
                }
            }
        }
    }

    @Test func noneChangesNothing() throws {
        let features = Tensor(fixture.training)
        let scaler = try FeatureScaler(.none, fittedTo: features)
        #expect(try scaler.transform(features).elements == features.elements)
        let sparse = sparse(fixture.sparseTraining)
        #expect(try FeatureScaler(.none, fittedTo: sparse).transform(sparse) == sparse)
    }

    @Test func restoredScalesTheSame() throws {
        let features = Tensor(fixture.training)
        for expected in fixture.cases {
            let scaler = try FeatureScaler(expected.method, fittedTo: features)
            let restored = try FeatureScaler(
                scaler.method,
                offsets: scaler.offsets,
                divisors: scaler.divisors
            )
            #expect(restored == scaler)
            #expect(
                try restored.transform(features).elements == scaler.transform(features).elements
            )
        }
    }

    @Test func whatIsNotFiniteIsRefusedWithItsPlace() throws {
        for bad in [Float.nan, .infinity, -.infinity] {
            var features = Tensor(fixture.training)
            features[3, 5] = bad
            let place = TrainingDataError.featureNotFinite(row: 3, column: 5)
            #expect(throws: place) { try FeatureScaler(.standard(), fittedTo: features) }
            let scaler = try FeatureScaler(.maxAbs(), fittedTo: Tensor(fixture.training))
            #expect(throws: place) { try scaler.transform(features) }
            #expect(throws: place) { try scaler.inverse(features) }

            let sparse = SparseMatrix(
                rows: 5,
                columns: 11,
                rowOffsets: [0, 1, 1, 1, 3, 4],
                columnIndices: [4, 2, 5, 6],
                values: [1, 2, bad, 3]
            )
            #expect(throws: place) { try FeatureScaler(.maxAbs(), fittedTo: sparse) }
            #expect(throws: place) { try scaler.transform(sparse) }
        }
    }

    @Test func whatCannotBeLearnedFromIsRefused() throws {
        #expect(throws: TrainingDataError.noRows) {
            try FeatureScaler(.standard(), fittedTo: Tensor(zeros: [0, 3]))
        }
        #expect(throws: TrainingDataError.spreadTooLarge(column: 1)) {
            try FeatureScaler(.minMax(), fittedTo: Tensor([[0, -3e38], [1, 3e38]]))
        }
        for range: ClosedRange<Float> in [1...1, 0 ... .infinity, -3e38...3e38] {
            #expect(throws: SettingError.invalidRange(range)) {
                try FeatureScaler(.minMax(range: range), fittedTo: Tensor([[0], [1]]))
            }
        }
        let broken: [([Float], [Float])] = [
            ([0], []), ([.nan], [1]), ([0], [0]), ([0], [-1]), ([0], [.infinity]),
        ]
        for (offsets, divisors) in broken {
            #expect(throws: FormatError.self) {
                try FeatureScaler(.standard(), offsets: offsets, divisors: divisors)
            }
        }
        #expect(throws: FormatError.self) {
            try FeatureScaler(.maxAbs(), offsets: [1], divisors: [1])
        }
    }
}
