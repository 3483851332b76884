locals {
  on      = true
  text_on = "true"
  list    = tolist(["a", "b"])
  set     = toset(["b", "a"])
  map     = tomap({ k = "v" })
  object  = { name = "n", size = 1, tags = { a = "b" } }
  objects = [{ name = "n", size = 1 }, { name = "m", size = null }]
}
