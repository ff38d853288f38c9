#!/usr/bin/env bash
# Renders dist/ from the newest inputs of a branch, and pushes what differs as one commit.
#
#     .github/render.sh BRANCH
#
# If somebody else pushes meanwhile, it starts again from there, a few times at most: what is pushed
# is always the rendering of the very commit below it, and never overwrites anybody's work. Nothing
# is committed unless the inputs are valid and every promise holds.
#
# Environment: GITHUB_TOKEN, which only fetch and push get to see; DOTMAC, the command to render
# with. Run it in a clone that nobody works in: it throws changes away.
set -euo pipefail

branch=$1
attempts=5
read -ra dotmac <<<"${DOTMAC:-python3 dev.py dotmac}"
token=${GITHUB_TOKEN:-}
unset GITHUB_TOKEN

remote() {
    if [[ -z $token ]]; then
        git "$@"
        return
    fi
    local login
    login=$(printf 'x-access-token:%s' "$token" | base64 --wrap=0)
    GIT_CONFIG_COUNT=1 \
        GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL:-https://github.com}/.extraheader" \
        GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $login" \
        git "$@"
}

newest() {
    remote fetch --quiet --no-tags origin "+refs/heads/$branch:refs/remotes/origin/$branch"
    git rev-parse --verify --quiet "refs/remotes/origin/$branch"
}

for ((attempt = 1; attempt <= attempts; attempt++)); do
    start=$(newest)
    git checkout --quiet --force --detach "$start"
    git clean --quiet --force -d -x -- dist

    "${dotmac[@]}" validate
    "${dotmac[@]}" synth
    "${dotmac[@]}" verify

    git add --all -- dist
    if git diff --cached --quiet; then
        echo "dist/ is what the inputs of $start say."
        exit 0
    fi
    git -c user.name="github-actions[bot]" \
        -c user.email="41898282+github-actions[bot]@users.noreply.github.com" \
        commit --quiet --message "Render dist/ from ${start:0:12}"
    if remote push --quiet origin "HEAD:refs/heads/$branch"; then
        echo "Pushed $(git rev-parse HEAD), rendered from $start."
        exit 0
    fi
    if [[ $(newest) == "$start" ]]; then
        echo "The push was refused, although nobody had pushed before." >&2
        exit 1
    fi
    echo "Somebody pushed meanwhile; attempt $attempt of $attempts is over." >&2
    sleep "$attempt"
done
echo "Gave up: others kept pushing to $branch." >&2
exit 1
