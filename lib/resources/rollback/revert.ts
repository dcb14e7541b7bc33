/** Where the Secret with the user and password is mounted. */
export const CREDENTIALS = '/credentials';

/** Git asks it for user and password, which stand in no argument and no variable. */
const HELPER = `!f() { printf "username=%s\\npassword=%s\\n" "$(cat ${CREDENTIALS}/username)" "$(cat ${CREDENTIALS}/password)"; }; f`;

/**
 * Reverts the commit that changed the images lock last, and pushes. Of two at once the second push is refused; tried
 * again, it finds a revert, which is never reverted. The script is constant, and all that differs comes in by variables.
 */
export const REVERT = `
set -eu
leave() { echo "$LOCK_FILE is left as it is: $1"; exit 0; }
cd "$HOME"
rm -rf repository
git config --global credential.helper '${HELPER}'
git config --global user.name rollback
git config --global user.email rollback@localhost
git clone --quiet --single-branch --branch "$BRANCH" -- "$REPOSITORY" repository
cd repository
commit=$(git log -1 --first-parent --format=%H -- "$LOCK_FILE")
[ -n "$commit" ] || leave 'no commit has changed it'
made=$(git log -1 --format=%ct "$commit")
git rev-parse --quiet --verify "$commit^1" >/dev/null || leave 'there is no version before it'
! git log -1 --format=%B "$commit" | grep -q '^This reverts commit ' || leave "$commit is itself a revert"
[ $(($(date +%s) - made)) -le "$FRESH_FOR" ] || leave "$commit is older than $FRESH_FOR s"
[ $((ALERT_STARTED - ALERT_FOR)) -ge "$made" ] || leave "$SERVICE failed before $commit came"
mainline=
! git rev-parse --quiet --verify "$commit^2" >/dev/null || mainline='--mainline=1'
git revert --no-commit $mainline "$commit"
git commit --quiet --message="Take back a release after which $SERVICE failed" \\
  --message="This reverts commit $commit." --message="$REASON"
git push --quiet origin "HEAD:refs/heads/$BRANCH"
echo "$commit is reverted by $(git rev-parse HEAD)"
`.trim();
