# The service's image with a model in it, for platforms without a folder to mount:
#
#   docker build -f Examples/Service/deploy/model.Dockerfile --build-arg IMAGE=swiftlet -t swiftlet-airline DIRECTORY
#
# The context is the directory of a saved classifier, or one that holds it as `model`.

ARG IMAGE=swiftlet:latest
# hadolint ignore=DL3006
FROM ${IMAGE}
COPY . /models/champion/
