set -euo pipefail
title="Delivery of $GITHUB_REF_NAME is stopped"
failed=$(jq --raw-output 'to_entries | map(select(.value.result == "failure") | .key) | join(", ")' <<<"$NEEDS")
run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
body="$OWNER: $failed failed at $GITHUB_SHA; nothing of it goes further: $run"
number=$(gh issue list --repo "$GITHUB_REPOSITORY" --state open --json number,title |
  jq --raw-output --arg title "$title" 'map(select(.title == $title))[0].number // empty')
if [ -n "$number" ]; then
  gh issue comment "$number" --repo "$GITHUB_REPOSITORY" --body "$body"
else
  gh issue create --repo "$GITHUB_REPOSITORY" --title "$title" --body "$body"
fi
