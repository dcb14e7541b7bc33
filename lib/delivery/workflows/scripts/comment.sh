set -euo pipefail
cat manifests.md >>"$GITHUB_STEP_SUMMARY"
number=$PULL_REQUEST
[ -n "$number" ] || number=$(gh api "repos/$GITHUB_REPOSITORY/commits/$GITHUB_SHA/pulls" --jq '.[0].number // empty')
# Pushed without a pull request: the summary has it.
[ -n "$number" ] || exit 0
earlier=$(gh api --paginate "repos/$GITHUB_REPOSITORY/issues/$number/comments" \
  --jq '.[] | select(.user.type == "Bot" and (.body | startswith("<!-- manifests -->"))) | .id' | head -n 1)
if [ -n "$earlier" ]; then
  gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$earlier" --field body=@manifests.md
else
  gh api --silent "repos/$GITHUB_REPOSITORY/issues/$number/comments" --field body=@manifests.md
fi
