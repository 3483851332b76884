locals {
  key     = "name"
  nothing = null
  object  = { name = "n", tags = { env = "prod" } }
  objects = [
    { name = "a", tags = { env = "x" } },
    { name = "b", tags = { env = "y" } },
  ]
}
