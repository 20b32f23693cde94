import {patch} from "@web/core/utils/patch";
import {FichaFollowupBanner} from "@ficha_cliente/followup/followup_banner";

patch(FichaFollowupBanner.prototype, {
    log() {
        return this.call("action_log_interaction");
    },
});
