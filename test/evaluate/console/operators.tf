locals {
  f           = false
  one         = 1
  text        = "41"
  flag        = true
  flag_text   = "true"
  list        = [1]
  null_number = tonumber(null)
  null_text   = tostring(null)
  null_flag   = tobool(null)
}
