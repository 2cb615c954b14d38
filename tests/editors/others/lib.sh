# What the editors in a terminal share. To be sourced; `terminal` is stopped at the end.

terminal() { tmux -L "whyfirst-others-$$" -f /dev/null "$@"; }
trap 'terminal kill-server 2>/dev/null' EXIT

# start COMMAND: runs an editor in a terminal of 110 columns and 30 lines.
start() { terminal new-session -d -x 110 -y 30 -s note "env TERM=tmux-256color $1"; }
screen() { terminal capture-pane -p -t note; }
type_keys() { terminal send-keys -t note "$@"; }

# until_screen WHAT COMMAND…: waits until the screen satisfies a command.
until_screen() {
  local what=$1
  shift
  for _ in $(seq 150); do
    if screen | "$@"; then
      echo "ok $editor: $what"
      return
    fi
    sleep 0.1
  done
  echo "FAIL $editor: $what"
  screen
  exit 1
}
shows() { until_screen "$1" grep -qE -- "$2"; }
hides() { until_screen "$1" sh -c '! grep -qE -- "$1"' sh "$2"; }

# block HEADING N: the N-th block of code below a heading of editors/README.md.
block() {
  awk -v heading="## $1" -v wanted="$2" '
    /^## / { inside = ($0 == heading) }
    inside && /^```/ { fence = !fence; if (fence) { count++; next } }
    inside && fence && count == wanted { print }' "$README"
}
