#!/usr/bin/env bash
# Shows what a change does to dist/: all of it in the log, and in the job's summary the parts that
# fit into the 1 MiB which GitHub takes there, with what it comes to in the first.
#
#     .github/differences.sh BASE
#
# Environment: GITHUB_STEP_SUMMARY, the file that becomes the summary; DOTMAC, the command to use.
set -euo pipefail

base=$1
room=1048576
read -ra dotmac <<<"${DOTMAC:-python3 dev.py dotmac}"
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT

# Code 1 says that there are differences, which is no failure.
"${dotmac[@]}" diff "$base" --full || (($? == 1))
"${dotmac[@]}" diff "$base" --output markdown --split "$parts" || (($? == 1))

more="The log of this step has the rest."
room=$((room - ${#more} - 2))
for ((number = 1; ; number++)); do
    part=$parts/part-$number.md
    [[ -f $part ]] || break
    size=$(wc -c <"$part")
    if ((size + 1 > room)); then
        printf '\n%s\n' "$more" >>"$GITHUB_STEP_SUMMARY"
        break
    fi
    room=$((room - size - 1))
    { cat "$part" && echo; } >>"$GITHUB_STEP_SUMMARY"
done
