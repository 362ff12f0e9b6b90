"""The Step Functions API over HTTP, for the AWS CLI and the SDKs of every language."""
