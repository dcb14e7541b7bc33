#!/bin/sh
# protoc comes from Python's grpcio-tools, the plugins in the versions of go.mod.
set -eu
python3 -m grpc_tools.protoc -I . --go_out=. --go_opt=paths=source_relative \
  --go-grpc_out=. --go-grpc_opt=paths=source_relative \
  --plugin=protoc-gen-go="$(go tool -n protoc-gen-go)" \
  --plugin=protoc-gen-go-grpc="$(go tool -n protoc-gen-go-grpc)" user.proto
