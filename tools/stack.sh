# Finds the running local stack, for the scripts that source this file.
#
# A running stack writes its process and its addresses to a file. The tools of each clone thus find the stack of that clone.
# TALLY_STACK_FILE names another file, below the folder of the project. Two addresses replace the file: TALLY_URL or TALLY_HTTP_PORT for
# the HTTP API, and LAMBDA_URL or TALLY_LAMBDA_PORT for the Lambda API.
root=$(dirname "${BASH_SOURCE[0]}")/..
stack_file=${TALLY_STACK_FILE:-localstack/target/stack.properties}
[[ $stack_file == /* ]] || stack_file=$root/$stack_file

fail() {
  echo "$1" >&2
  exit 1
}

# Prints a value of the stack's file: pid, url, lambda and so on.
stack_value() {
  sed -n "s/^$1=//p" "$stack_file"
}

stack_runs() {
  [[ -f $stack_file ]] && kill -0 "$(stack_value pid)" 2>/dev/null
}

# Prints the address in the first variable, or that of the port in the second one.
address() {
  if [[ -n ${!1:-} ]]; then
    echo "${!1%/}"
  elif [[ -n ${!2:-} ]]; then
    echo "http://localhost:${!2}"
  fi
}

# Compares two addresses of this machine.
same() {
  [[ ${1/127.0.0.1/localhost} == "${2/127.0.0.1/localhost}" ]]
}

# Sets http_url and lambda_url. If the environment has one address, of another stack than the file, the other address stays empty.
# The tools would otherwise compare two stacks.
find_stack() {
  http_url=$(address TALLY_URL TALLY_HTTP_PORT)
  lambda_url=$(address LAMBDA_URL TALLY_LAMBDA_PORT)
  [[ -z $http_url || -z $lambda_url ]] || return 0
  if [[ -z $http_url$lambda_url ]]; then
    [[ -f $stack_file ]] ||
      fail "no stack runs from this folder; start one first: make run (or set TALLY_URL and LAMBDA_URL to the addresses of another)"
    stack_runs || fail "the stack of this folder, process $(stack_value pid), has ended; start one first: make run"
  elif ! stack_runs || ! { same "$http_url" "$(stack_value url)" || same "$lambda_url" "$(stack_value lambda)"; }; then
    return 0
  fi
  http_url=$(stack_value url)
  lambda_url=$(stack_value lambda)
}

# Exits unless a function of this name exists.
require_function() {
  local functions
  functions=$(awk '/^[^ #]/ {on = /^functions:/} on && /^  [a-z]/ {sub(/:.*/, ""); all = all ", " $1} END {print substr(all, 3)}' \
    "$root/infra/stack.yaml")
  [[ ", $functions, " == *", $1, "* ]] || fail "there is no function '$1'; the functions are: $functions"
}
