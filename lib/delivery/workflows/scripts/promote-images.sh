set -euo pipefail
git merge-base --is-ancestor "$GITHUB_SHA" "origin/$BRANCH" ||
  { echo "$GITHUB_REF_NAME is not on $BRANCH: tag a commit whose images were built and checked there" >&2; exit 1; }
printf '%s' "$REGISTRY_PASSWORD" | docker login "$REGISTRY" --username "$REGISTRY_USERNAME" --password-stdin
digest_of() { docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$1"; }
builder="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/.github/workflows/main.yml@refs/heads/$BRANCH"
pairs=$(jq --raw-output 'to_entries[] | [.key, .value] | @tsv' <<<"$IMAGES")

# All are checked before the first gets its name.
promoted='{}'
while IFS=$'\t' read -r service image; do
  digest=$(digest_of "$image:$GITHUB_SHA")
  cosign verify --certificate-identity "$builder" \
    --certificate-oidc-issuer https://token.actions.githubusercontent.com "$image@$digest" >/dev/null
  if [ -n "$LOCK_BEFORE" ]; then
    # Of the branch as it is now: the tagged commit is older than its promotion.
    proven=$(git show "origin/$BRANCH:$LOCK_BEFORE" |
      jq --raw-output --arg service "$service" '.[$service].digest // "nothing"')
    [ "$digest" = "$proven" ] ||
      { echo "$service is $digest at $GITHUB_REF_NAME, and $LOCK_BEFORE has $proven: promote that first" >&2; exit 1; }
  fi
  taken=$(digest_of "$image:$GITHUB_REF_NAME" 2>/dev/null || true)
  [ -z "$taken" ] || [ "$taken" = "$digest" ] ||
    { echo "$image:$GITHUB_REF_NAME is already $taken: a released tag is never moved" >&2; exit 1; }
  promoted=$(jq --compact-output --arg service "$service" --arg tag "$GITHUB_REF_NAME" --arg digest "$digest" \
    '.[$service] = {tag: $tag, digest: $digest}' <<<"$promoted")
done <<<"$pairs"

while IFS=$'\t' read -r service image; do
  digest=$(jq --raw-output --arg service "$service" '.[$service].digest' <<<"$promoted")
  docker buildx imagetools create --prefer-index=false --tag "$image:$GITHUB_REF_NAME" "$image@$digest"
  [ "$(digest_of "$image:$GITHUB_REF_NAME")" = "$digest" ] ||
    { echo "$image:$GITHUB_REF_NAME is not the digest that was promoted" >&2; exit 1; }
done <<<"$pairs"
echo "promoted=$promoted" >>"$GITHUB_OUTPUT"
