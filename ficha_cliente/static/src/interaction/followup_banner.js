import {patch} from "@web/core/utils/patch";
import {FichaFollowupBanner} from "../followup/followup_banner";

patch(FichaFollowupBanner.prototype, {
    log() {
        return this.call("action_log_interaction");
    },
});
