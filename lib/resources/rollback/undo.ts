/** One line for each of the Deployment's ReplicaSets; those of a Rollout beside it have no such revision. */
const REVISIONS = [
  '{{range .items}}{{$made := .metadata.creationTimestamp}}{{with .metadata.annotations}}',
  '{{$before := index . "deployment.kubernetes.io/revision-history"}}',
  '{{with index . "deployment.kubernetes.io/revision"}}',
  '{{.}} {{$made}} {{if $before}}again{{else}}new{{end}}{{"\\n"}}',
  '{{end}}{{end}}{{end}}',
].join('');

/**
 * Gives the service's Deployment its version before. A ReplicaSet that has been the newest one before came back by an
 * undo, which is never undone. The version to go back to is named by its number: should somebody have undone meanwhile, it
 * has another one, and the API has nothing to go back to. The script is constant, and all that differs comes in by
 * variables.
 */
export const UNDO = `
set -eu
leave() { echo "$SERVICE is left as it is: $1"; exit 0; }
replicasets=$(kubectl get replicasets --selector="app.kubernetes.io/instance=$SERVICE" \\
  --output='go-template=${REVISIONS}')
set -- $(echo "$replicasets" | sort -rn | head -n 2)
[ $# -eq 6 ] || leave 'there is no version before it'
revision=$1 made=$2 how=$3 before=$4
made=$(date -u -d "$(echo "$made" | sed 's/T/ /; s/Z//')" +%s)
[ "$how" = new ] || leave "revision $revision is itself what somebody went back to"
[ $(($(date +%s) - made)) -le "$FRESH_FOR" ] || leave "revision $revision is older than $FRESH_FOR s"
[ $((ALERT_STARTED - ALERT_FOR)) -ge "$made" ] || leave "it failed before revision $revision came"
kubectl rollout undo "deployment/$SERVICE" --to-revision="$before"
kubectl annotate deployment "$SERVICE" --overwrite "kubernetes.io/change-cause=revision $revision taken back: $REASON"
`.trim();
