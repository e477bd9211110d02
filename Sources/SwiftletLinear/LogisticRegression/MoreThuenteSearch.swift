/// A line search for a step that decreases a function enough and flattens its slope enough.
///
/// The caller evaluates the function at `step` and hands value and slope to `advance`, until the
/// search has ended. It brackets a minimum and shrinks the bracket with cubic and quadratic
/// interpolation, with the safeguards of MINPACK-2's `dcsrch`.
///
/// Reference: J. J. Moré and D. J. Thuente, "Line search algorithms with guaranteed sufficient
/// decrease", ACM Transactions on Mathematical Software 20 (1994).
package struct MoreThuenteSearch {
    /// A step with the function's value and slope there.
    private struct Point {
        var step: Double
        var value: Double
        var slope: Double
    }

    package enum State: Equatable, Sendable {
        /// The function is wanted at `step`.
        case evaluating
        /// `step` satisfies both conditions.
        case converged
        /// No step can be told to be better than `step`, or a limit was reached.
        case stalled
        /// The start was not a descent or a step was not a number.
        case failed
    }

    /// The limits of a search.
    package struct Tolerances: Sendable {
        /// The share of the first slope by which the value must fall for each unit of step.
        var decrease: Double
        /// The share of the first slope that may be left at the end.
        var curvature: Double
        /// The relative length of a bracket that is too short to go on.
        var bracket: Double
        var leastStep: Double
        var greatestStep: Double
    }

    package private(set) var step: Double
    package private(set) var state: State

    private let tolerances: Tolerances
    private let start: Point
    /// The best point so far, and the bracket's other end.
    private var best: Point
    private var other: Point
    private var isBracketed = false
    /// Whether the search still looks at the value less the demanded decrease.
    private var isFirstStage = true
    private var lowerLimit = 0.0
    private var upperLimit: Double
    private var width: Double
    private var previousWidth: Double

    package init(firstStep: Double, value: Double, slope: Double, tolerances: Tolerances) {
        self.tolerances = tolerances
        step = firstStep
        start = Point(step: 0, value: value, slope: slope)
        best = start
        other = start
        upperLimit = firstStep + 4 * firstStep
        width = tolerances.greatestStep - tolerances.leastStep
        previousWidth = 2 * width
        let isValid =
            slope < 0 && firstStep >= tolerances.leastStep
            && firstStep <= tolerances.greatestStep
        state = isValid ? .evaluating : .failed
    }

    /// Takes the function's value and slope at `step`, and sets the next `step` or ends the search.
    package mutating func advance(value: Double, slope: Double) {
        let demandedSlope = tolerances.decrease * start.slope
        let demandedValue = start.value + step * demandedSlope
        if isFirstStage && value <= demandedValue && slope >= 0 { isFirstStage = false }

        let isShort = upperLimit - lowerLimit <= tolerances.bracket * upperLimit
        var hasStalled = isBracketed && (step <= lowerLimit || step >= upperLimit || isShort)
        if step == tolerances.greatestStep && value <= demandedValue && slope <= demandedSlope {
            hasStalled = true
        }
        if step == tolerances.leastStep && (value > demandedValue || slope >= demandedSlope) {
            hasStalled = true
        }
        if value <= demandedValue && abs(slope) <= tolerances.curvature * -start.slope {
            state = .converged
            return
        }
        if hasStalled {
            state = .stalled
            return
        }

        if isFirstStage && value <= best.value && value > demandedValue {
            // The value fell, but not enough: interpolate the function less the demanded decrease.
            best = tilted(best, by: -demandedSlope)
            other = tilted(other, by: -demandedSlope)
            let trial = tilted(
                Point(step: step, value: value, slope: slope),
                by: -demandedSlope
            )
            takeTrial(trial)
            best = tilted(best, by: demandedSlope)
            other = tilted(other, by: demandedSlope)
        } else {
            takeTrial(Point(step: step, value: value, slope: slope))
        }

        if isBracketed {
            if abs(other.step - best.step) >= 0.66 * previousWidth {
                step = best.step + 0.5 * (other.step - best.step)
            }
            previousWidth = width
            width = abs(other.step - best.step)
            lowerLimit = min(best.step, other.step)
            upperLimit = max(best.step, other.step)
        } else {
            lowerLimit = step + 1.1 * (step - best.step)
            upperLimit = step + 4 * (step - best.step)
        }
        step = min(max(step, tolerances.leastStep), tolerances.greatestStep)
        let isNowShort = upperLimit - lowerLimit <= tolerances.bracket * upperLimit
        if isBracketed && (step <= lowerLimit || step >= upperLimit || isNowShort) {
            step = best.step
        }
        if !step.isFinite { state = .failed }
    }

    private func tilted(_ point: Point, by slope: Double) -> Point {
        Point(
            step: point.step,
            value: point.value + point.step * slope,
            slope: point.slope + slope
        )
    }

    /// Replaces an end of the bracket by `trial` and sets `step` to the next guess.
    private mutating func takeTrial(_ trial: Point) {
        let slopesDiffer = trial.slope * (best.slope < 0 ? -1 : 1) < 0
        let next: Double
        if trial.value > best.value {
            // The value rose: there is a minimum between.
            let cubic = cubicMinimum(from: best, to: trial, secondRoot: trial.step < best.step)
            let quadratic =
                best.step + best.slope
                / ((best.value - trial.value) / (trial.step - best.step) + best.slope) / 2
                * (trial.step - best.step)
            next =
                abs(cubic - best.step) < abs(quadratic - best.step)
                ? cubic : cubic + (quadratic - cubic) / 2
            isBracketed = true
        } else if slopesDiffer {
            // The value fell and the slope changed its sign: there is a minimum between.
            let cubic = cubicMinimum(from: trial, to: best, secondRoot: trial.step > best.step)
            let secant = secantMinimum(trial)
            next = abs(cubic - trial.step) > abs(secant - trial.step) ? cubic : secant
            isBracketed = true
        } else if abs(trial.slope) < abs(best.slope) {
            // The value fell and the slope flattened.
            next = stepBeyond(trial)
        } else if isBracketed {
            next = cubicMinimum(from: trial, to: other, secondRoot: trial.step > other.step)
        } else {
            next = trial.step > best.step ? upperLimit : lowerLimit
        }

        if trial.value > best.value {
            other = trial
        } else {
            if slopesDiffer { other = best }
            best = trial
        }
        step = next
    }

    /// The next step where the slope flattens towards a minimum beyond the trial.
    private func stepBeyond(_ trial: Point) -> Double {
        let theta = cubicTheta(trial, best)
        let scale = max(abs(theta), abs(best.slope), abs(trial.slope))
        let square =
            (theta / scale) * (theta / scale) - (best.slope / scale) * (trial.slope / scale)
        var gamma = scale * max(0, square).squareRoot()
        if trial.step > best.step { gamma = -gamma }
        let ratio =
            ((gamma - trial.slope) + theta) / ((gamma + (best.slope - trial.slope)) + gamma)
        let cubic: Double
        if ratio < 0 && gamma != 0 {
            cubic = trial.step + ratio * (best.step - trial.step)
        } else {
            cubic = trial.step > best.step ? upperLimit : lowerLimit
        }
        let secant = secantMinimum(trial)
        let cubicIsCloser = abs(cubic - trial.step) < abs(secant - trial.step)
        if isBracketed {
            let limit = trial.step + 0.66 * (other.step - trial.step)
            let next = cubicIsCloser ? cubic : secant
            return trial.step > best.step ? min(limit, next) : max(limit, next)
        }
        let isFarther = abs(cubic - trial.step) > abs(secant - trial.step)
        return min(max(isFarther ? cubic : secant, lowerLimit), upperLimit)
    }

    private func secantMinimum(_ trial: Point) -> Double {
        trial.step + trial.slope / (trial.slope - best.slope) * (best.step - trial.step)
    }

    /// The coefficient that the minimum of the cubic through two points is computed with.
    private func cubicTheta(_ first: Point, _ second: Point) -> Double {
        3 * (second.value - first.value) / (first.step - second.step) + second.slope + first.slope
    }

    /// The minimum of the cubic with the values and slopes of two points.
    private func cubicMinimum(from first: Point, to second: Point, secondRoot: Bool) -> Double {
        let theta =
            3 * (first.value - second.value) / (second.step - first.step)
            + first.slope + second.slope
        let scale = max(abs(theta), abs(first.slope), abs(second.slope))
        let square =
            (theta / scale) * (theta / scale) - (first.slope / scale) * (second.slope / scale)
        var gamma = scale * square.squareRoot()
        if secondRoot { gamma = -gamma }
        let ratio =
            ((gamma - first.slope) + theta) / (((gamma - first.slope) + gamma) + second.slope)
        return first.step + ratio * (second.step - first.step)
    }
}
