import Swiftlet

let tweets = [
    LabelledText(text: "what a great flight, thank you!", label: 1),
    LabelledText(text: "great crew and great seats", label: 1),
    LabelledText(text: "awful delay and a lost bag", label: 0),
    LabelledText(text: "lost again, awful airline", label: 0),
]
var configuration = LinearClassifier.Configuration()
configuration.includesCounts = false
let classifier = try LinearClassifier.train(on: tweets, configuration: configuration).classifier
print(try classifier.predict("great seats!").label)
