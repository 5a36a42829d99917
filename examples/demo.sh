#!/bin/sh
# The main job from start to end on a temporary copy of this project, against the simulated account.
# Run it with `make demo`.
set -eu

here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/examples"
cp "$here/reconciler.yaml" "$work/"
cp -R "$here/examples/interviews" "$work/examples/"
cd "$work"
export COLUMNS=100

say() { printf '\n# %s\n' "$*"; }
run() { printf '$ %s\n' "$*"; "$@"; }

say "The definitions are checked, then compared with an account that is still empty."
run reconciler validate
run reconciler plan --brief

say "Apply makes them. A create is journalled before it is sent, so that none is made twice."
printf '$ reconciler apply --yes\n'
reconciler apply --yes --brief 2>&1 | awk '
  /^Applying/ || /^Done/ {print}
  /^\[/ {if (++n <= 3) print; else if (n == 4) print "  …"}'
run reconciler plan

say "One line is edited: only that field is sent."
sed -i.bak 's/^max_duration: .*/max_duration: 45m/' examples/interviews/backend-engineer.yaml
rm examples/interviews/backend-engineer.yaml.bak
printf '$ edit examples/interviews/backend-engineer.yaml   # max_duration: 45m\n'
run reconciler plan
printf '$ reconciler apply --yes\n'
reconciler apply --yes --brief 2>&1 | tail -n 1

say "One file is removed: its interview is archived, never deleted unasked."
run rm examples/interviews/store-manager.yaml
printf '$ reconciler apply --yes\n'
reconciler apply --yes --brief 2>/dev/null | sed '/^$/d'
run reconciler plan --detailed-exitcode

say "Next, with an account of your own: reconciler init my-interviews, then add to its reconciler.yaml"
cat <<'NEXT'
    production: {server: https://cool.jobmojito.com/functions/v1, merchant_id: <yours>, state: state/production.json}
$ export JOBMOJITO_TOKEN=…
$ reconciler plan -e production
NEXT
