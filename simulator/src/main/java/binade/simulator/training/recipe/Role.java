package binade.simulator.training.recipe;

/** What a tensor of a training step is for. */
public enum Role {
    ACTIVATION("activation"),
    ERROR("error"),
    WEIGHT("weight"),
    GRADIENT("gradient"),
    /** The decayed gradient and the momentum. */
    UPDATE("update"),
    /** The weights that receive the update. */
    MASTER("master");

    private final String field;

    Role(String field) {
        this.field = field;
    }

    /** Its field in a recipe. */
    public String field() {
        return field;
    }
}
