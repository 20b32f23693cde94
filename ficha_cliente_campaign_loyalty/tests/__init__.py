from . import test_campaign_loyalty
