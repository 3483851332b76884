locals {
  object  = { a = "x" }
  nothing = null
}
