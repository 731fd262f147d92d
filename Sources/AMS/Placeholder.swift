// AMS
