set -euo pipefail
printf '%s' "$REGISTRY_PASSWORD" | docker login "$REGISTRY" --username "$REGISTRY_USERNAME" --password-stdin
docker push --quiet "$IMAGE:$GITHUB_SHA"
digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$IMAGE:$GITHUB_SHA")
[[ "$digest" =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "the registry gives no digest of $IMAGE:$GITHUB_SHA: '$digest'" >&2; exit 1; }
cosign sign --yes "$IMAGE@$digest"
cosign attest --yes --type spdxjson --predicate sbom.spdx.json "$IMAGE@$digest"
# Last: dev follows this tag by itself.
docker buildx imagetools create --prefer-index=false --tag "$IMAGE:latest" "$IMAGE@$digest"
