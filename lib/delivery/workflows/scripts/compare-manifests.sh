set -euo pipefail
# Of a branch's first push GitHub names no commit before it.
git cat-file -e "$BEFORE^{commit}" 2>/dev/null || BEFORE=$(git rev-parse "HEAD^")
status=0
npx cdk8s-fairway diff --git "$BEFORE" >manifests.txt || status=$?
# 1 says that there is a difference, 2 that it could not be told.
[ "$status" -le 1 ] || exit "$status"
{
  echo '<!-- manifests -->'
  echo "### What this changes in the manifests"
  echo
  echo '~~~~~~~~~~text'
  # A comment holds 65536 characters.
  head --bytes 60000 manifests.txt
  echo
  echo '~~~~~~~~~~'
} >manifests.md
