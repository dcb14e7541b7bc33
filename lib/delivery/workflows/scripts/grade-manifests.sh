set -euo pipefail
export GOBIN="$RUNNER_TEMP/graders"
go install github.com/zegl/kube-score/cmd/kube-score@v1.20.0
go install github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0
shopt -s nullglob
manifests=(dist/*/*.yaml)
graded=(dist/staging/*.yaml dist/prod/*.yaml)
[ "${#graded[@]}" -gt 0 ] || { echo "synth wrote nothing to dist/staging and dist/prod" >&2; exit 1; }
# Kinds of operators have no schema there, and are told as skipped.
"$GOBIN/kubeconform" -strict -ignore-missing-schemas -summary "${manifests[@]}"
ignored=()
for check in $IGNORED_CHECKS; do ignored+=(--ignore-test "$check"); done
"$GOBIN/kube-score" score --output-format ci "${ignored[@]}" "${graded[@]}"
