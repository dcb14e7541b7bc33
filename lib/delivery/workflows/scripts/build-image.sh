set -euo pipefail
docker build \
  --file "$IMAGE_FILE" \
  --label "org.opencontainers.image.revision=$GITHUB_SHA" \
  --tag "$IMAGE:$GITHUB_SHA" \
  "$IMAGE_CONTEXT"
