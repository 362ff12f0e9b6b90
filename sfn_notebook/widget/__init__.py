"""The live view: an anywidget that draws what Python computed."""
