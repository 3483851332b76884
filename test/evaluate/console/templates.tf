locals {
  name      = "n"
  n         = 5
  flag      = true
  list      = ["a", "b"]
  nothing   = null
  which     = "a"
  template  = "Hello $${name}!"
  plain     = "plain"
  loop      = "%%{ for x in list }<$${x}>%%{ endfor }"
  only      = "$${value}"
  escaped   = "$$$${a}"
  bad       = "$${"
  call      = "$${upper(name)}"
  recursive = "$${templatestring(t, {})}"
  scope     = "$${local.name}"
  templates = { a = "A $${name}" }
}
