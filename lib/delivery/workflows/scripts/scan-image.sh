set -euo pipefail
# The bill of materials first: it is wanted of an image with findings too.
trivy image --quiet --format spdx-json --output sbom.spdx.json "$IMAGE:$GITHUB_SHA"
trivy image --quiet --scanners vuln,secret --severity HIGH,CRITICAL --exit-code 1 "$IMAGE:$GITHUB_SHA"
