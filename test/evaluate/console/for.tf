locals {
  names  = ["a", "b"]
  suffix = "-s"
}
