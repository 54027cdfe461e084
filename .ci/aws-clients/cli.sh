# shellcheck shell=bash
# The AWS CLI against the engine that the environment names: `aws` is on the PATH.
set -uo pipefail
source .ci/counting.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
readonly COLLECTION=cli-life
# Where the CLI keeps the sessions of roles, which must be of this engine.
export HOME=$work

# A grey PNG whose comment says who is in it.
image_of() {
  PYTHONPATH=.ci/aws-clients python3 -c \
    'import sys, images; sys.stdout.buffer.write(images.image_of(*sys.argv[1:]))' "$@"
}

rekognition() {
  aws rekognition "$1" --output text "${@:2}"
}

creates() {
  rekognition create-collection --collection-id "$COLLECTION" &&
    rekognition create-user --collection-id "$COLLECTION" --user-id ann &&
    [[ $(rekognition list-users --collection-id "$COLLECTION" --query 'Users[].UserId') == ann ]] &&
    rekognition list-collections --query 'CollectionIds' | grep --quiet --word-regexp "$COLLECTION"
}

indexes() {
  image_of ann >"$work/ann.png"
  local face
  face=$(rekognition index-faces --collection-id "$COLLECTION" --image-bytes "fileb://$work/ann.png" \
    --query 'FaceRecords[].Face.FaceId') &&
    [[ $face =~ ^[0-9a-f-]{36}$ ]] &&
    rekognition associate-faces --collection-id "$COLLECTION" --user-id ann --face-ids "$face"
}

finds() {
  image_of ann >"$work/other.png"
  [[ $(rekognition search-users-by-image --collection-id "$COLLECTION" --image-bytes "fileb://$work/other.png" \
    --query 'UserMatches[].User.UserId') == ann ]]
}

disassociates() {
  local face
  face=$(rekognition list-faces --collection-id "$COLLECTION" --user-id ann --query 'Faces[].FaceId')
  [[ $(rekognition disassociate-faces --collection-id "$COLLECTION" --user-id ann --face-ids "$face" \
    --query 'DisassociatedFaces[].FaceId') == "$face" ]] &&
    [[ -z $(rekognition list-faces --collection-id "$COLLECTION" --user-id ann --query 'Faces[].FaceId') ]]
}

pages() {
  rekognition create-user --collection-id "$COLLECTION" --user-id bob
  [[ $(rekognition list-users --collection-id "$COLLECTION" --page-size 1 --query 'Users[].UserId' |
    tr '\t' '\n' | sort | xargs) == 'ann bob' ]]
}

refuses() {
  local words
  words=$(rekognition list-users --collection-id nowhere 2>&1) && return 1
  [[ $words == *'(ResourceNotFoundException) when calling the ListUsers operation'* ]]
}

acts_as_a_role() {
  [[ $(aws sts get-caller-identity --profile partner --query Arn --output text) == \
    arn:aws:sts::111122223333:assumed-role/partner/* ]] &&
    rekognition list-users --profile partner --collection-id "$COLLECTION"
}

check 'the AWS CLI creates a collection and a user, and lists them' creates
check 'the AWS CLI indexes an image file and associates its face' indexes
check 'the AWS CLI finds the user in another image file' finds
check 'the AWS CLI reads all pages' pages
check 'the AWS CLI disassociates the face' disassociates
check 'the AWS CLI shows the name of an error' refuses
check 'the AWS CLI acts as the role of a profile' acts_as_a_role
check 'the AWS CLI deletes the collection' rekognition delete-collection --collection-id "$COLLECTION"
closing_line
