set -euo pipefail
proposal="promote/$ENVIRONMENT-$GITHUB_REF_NAME"
git switch --create "$proposal" "origin/$BRANCH"
mkdir -p "$(dirname "$LOCK")"
[ -f "$LOCK" ] || echo '{}' >"$LOCK"
jq --argjson promoted "$PROMOTED" '. * $promoted | to_entries | sort_by(.key) | from_entries' "$LOCK" >"$LOCK.next"
mv "$LOCK.next" "$LOCK"
if [ -z "$(git status --porcelain -- "$LOCK")" ]; then
  echo "$ENVIRONMENT has $GITHUB_REF_NAME already"
  exit 0
fi
git add -- "$LOCK"
git -c user.name="$GITHUB_ACTOR" -c user.email="$GITHUB_ACTOR@users.noreply.github.com" \
  commit --quiet --message "$ENVIRONMENT runs $GITHUB_REF_NAME"
# The token goes with this one push, and stands in no file.
# shellcheck disable=SC2016 # git's own shell reads it
git -c credential.helper='!f() { echo username=x-access-token; echo "password=$GH_TOKEN"; }; f' \
  push --quiet origin "HEAD:refs/heads/$proposal"
gh pr create --repo "$GITHUB_REPOSITORY" --base "$BRANCH" --head "$proposal" \
  --title "$ENVIRONMENT runs $GITHUB_REF_NAME" \
  --body "The images of $GITHUB_REF_NAME by their digests, as they were checked: merging this is what releases them to $ENVIRONMENT."
